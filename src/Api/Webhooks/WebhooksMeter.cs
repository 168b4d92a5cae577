using System.Diagnostics.Metrics;
using KDiffE.Domain.Webhooks;
using KDiffE.Infrastructure.Webhooks;

namespace KDiffE.Api.Webhooks;

/// <summary>What is measured of webhooks, as the database has it: looked up from time to time. Every API of a database says the same.</summary>
internal sealed class WebhooksMeter : BackgroundService
{
    private const string Name = "KDiffE.Webhooks";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly DeliveryLog _deliveries;
    private volatile IReadOnlyDictionary<DeliveryState, int>? _counts;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="deliveries">What is counted.</param>
    public WebhooksMeter(IMeterFactory meters, DeliveryLog deliveries)
    {
        _deliveries = deliveries;
        meters.Create(Name).CreateObservableGauge("kdiffe.webhook.deliveries", Counts, description: "Deliveries to webhooks by state.");
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery);
        do
            await LookAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            _counts = await _deliveries.CountAsync(stoppingToken);
        }
        // The log has it from the loader of snapshots.
        catch (Exception) when (!stoppingToken.IsCancellationRequested)
        {
            _counts = null;
        }
    }

    private IEnumerable<Measurement<int>> Counts() => _counts is not { } counts ? [] : counts.Select(state => new Measurement<int>(
        state.Value, new KeyValuePair<string, object?>("state", state.Key.ToString().ToLowerInvariant())));
}
