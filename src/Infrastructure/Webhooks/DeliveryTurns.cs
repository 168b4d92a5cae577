namespace KDiffE.Infrastructure.Webhooks;

/// <summary>Has this process send to a webhook a few things at a time, so that one whose receiver hangs holds up no other.</summary>
internal sealed class DeliveryTurns
{
    /// <summary>How many are sent to one webhook at a time.</summary>
    internal const int PerWebhook = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _sending = new(StringComparer.Ordinal);

    /// <summary>Takes a turn; false where the webhook has as many as it may.</summary>
    internal bool TryTake(string webhook)
    {
        lock (_lock)
        {
            var sending = _sending.GetValueOrDefault(webhook);
            if (sending == PerWebhook)
                return false;
            _sending[webhook] = sending + 1;
            return true;
        }
    }

    /// <summary>Gives a turn back.</summary>
    internal void GiveBack(string webhook)
    {
        lock (_lock)
        {
            if (--_sending[webhook] == 0)
                _sending.Remove(webhook);
        }
    }
}
