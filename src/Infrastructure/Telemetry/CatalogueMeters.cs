using System.Diagnostics.Metrics;

namespace KDiffE.Infrastructure.Telemetry;

/// <summary>Makes the meters of a catalogue: whatever they measure has its name as tag, also where ASP.NET made the meter.</summary>
/// <param name="catalogue">Its name.</param>
internal sealed class CatalogueMeters(string catalogue) : IMeterFactory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Meter> _meters = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Meter Create(MeterOptions options)
    {
        lock (_lock)
        {
            var name = $"{options.Name} {options.Version}";
            if (!_meters.TryGetValue(name, out var meter))
                _meters[name] = meter = new Meter(options.Name, options.Version, [.. options.Tags ?? [], new("catalogue", catalogue)], scope: this);
            return meter;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var meter in _meters.Values)
                meter.Dispose();
        }
    }
}
