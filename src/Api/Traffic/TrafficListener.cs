using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using KDiffE.Api.Http;
using KDiffE.Api.Serving;
using KDiffE.Domain.Feedback;
using Microsoft.AspNetCore.Http.Metadata;

namespace KDiffE.Api.Traffic;

/// <summary>
/// Hears what this host measures of its requests and answers. Meters are known by name in the whole process, so those of other
/// hosts in it, as in tests, are told from its own by the factory that made them.
/// </summary>
internal sealed class TrafficListener : IHostedService, IDisposable
{
    private static readonly FrozenDictionary<string, RecommendationSource> Sources =
        Enum.GetValues<RecommendationSource>().ToFrozenDictionary(ServingMeter.Word, StringComparer.Ordinal);

    private readonly MeterListener _listener = new();
    private readonly TrafficWindow _window;
    private readonly Lazy<FrozenSet<string>> _routes;

    /// <param name="meters">What makes this host's meters.</param>
    /// <param name="window">Counts.</param>
    /// <param name="endpoints">The routes, once there are requests.</param>
    public TrafficListener(IMeterFactory meters, TrafficWindow window, EndpointDataSource endpoints)
    {
        _window = window;
        _routes = new(() => endpoints.Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<AnswersFromSnapshot>() is not null)
            .Select(endpoint => endpoint.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route).OfType<string>().ToFrozenSet(StringComparer.Ordinal));
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name is "http.server.request.duration" or ServingMeter.Answers)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Requested(seconds, tags));
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) => Answered(count, tags));
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Requested(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (isRanking, isError) = (false, false);
        foreach (var (name, value) in tags)
        {
            if (name == "http.route")
                isRanking = value is string route && _routes.Value.Contains(route);
            else if (name == "http.response.status_code")
                isError = value is >= StatusCodes.Status500InternalServerError;
        }

        if (isRanking)
            _window.AddRequest(seconds, isError);
    }

    private void Answered(long count, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            if (name == "source" && value is string word)
                _window.AddAnswers(Sources[word], count);
        }
    }
}
