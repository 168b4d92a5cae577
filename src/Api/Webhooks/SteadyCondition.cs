namespace KDiffE.Api.Webhooks;

/// <summary>Whether a process is degraded, as it is worth telling: what comes and goes within moments is one condition, or none.</summary>
/// <param name="degradedAfter">How long something is wrong before it is told.</param>
/// <param name="recoveredAfter">How long nothing is wrong before that is told.</param>
internal sealed class SteadyCondition(TimeSpan degradedAfter, TimeSpan recoveredAfter)
{
    private DateTimeOffset? _since;
    private DateTimeOffset? _wellSince;
    private string? _told;

    /// <summary>Takes in how things are.</summary>
    /// <param name="trouble">What is wrong; null where nothing is.</param>
    /// <param name="now">When that was seen.</param>
    /// <returns>What is to be told; null for nothing.</returns>
    public ConditionNotice? Look(string? trouble, DateTimeOffset now)
    {
        if (trouble is not null)
        {
            _wellSince = null;
            _since ??= now;
            if (_told is not null || now - _since < degradedAfter)
                return null;
            _told = trouble;
            return new ConditionNotice(trouble, IsWell: false, _since.Value);
        }

        if (_since is null)
            return null;
        _wellSince ??= now;
        if (now - _wellSince < recoveredAfter)
            return null;
        var notice = _told is null ? null : new ConditionNotice(_told, IsWell: true, _wellSince.Value);
        (_since, _wellSince, _told) = (null, null, null);
        return notice;
    }
}

/// <summary>Something to tell of a process.</summary>
/// <param name="Reason">What it lacks, or lacked.</param>
/// <param name="IsWell">Whether it lacks it no more.</param>
/// <param name="Since">Since when.</param>
internal sealed record ConditionNotice(string Reason, bool IsWell, DateTimeOffset Since);
