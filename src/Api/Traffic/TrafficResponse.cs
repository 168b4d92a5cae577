namespace KDiffE.Api.Traffic;

/// <summary>What is asked of all APIs together, and how they answer.</summary>
/// <param name="Seconds">The time that it is of: the last so many seconds.</param>
/// <param name="Nodes">How many APIs it is of: those that are alive. Only the one that answers where the database is away.</param>
/// <param name="RequestsPerSecond">Requests for rankings, in a second.</param>
/// <param name="ErrorsPerSecond">Those of them that were answered with a status from 500 on.</param>
/// <param name="P50Milliseconds">The time that half of them took at most; null where there were none.</param>
/// <param name="P95Milliseconds">The time that 95 % of them took at most.</param>
/// <param name="Answers">How many rankings there were in that time, by what they were ranked by.</param>
public sealed record TrafficResponse(
    int Seconds, int Nodes, double RequestsPerSecond, double ErrorsPerSecond, double? P50Milliseconds, double? P95Milliseconds, AnswerCounts Answers)
{
    internal static TrafficResponse Of(IReadOnlyCollection<TrafficFigures> nodes)
    {
        var sum = nodes.Aggregate((left, right) => left + right);
        return new(
            TrafficFigures.Seconds, nodes.Count, sum.RequestsPerSecond, sum.ErrorsPerSecond, sum.Quantile(NodeTraffic.Half), sum.Quantile(NodeTraffic.Most), sum.Answers);
    }
}

/// <summary>What was asked of one API in the last minute, and how it answered.</summary>
/// <param name="RequestsPerSecond">Requests for rankings, in a second.</param>
/// <param name="ErrorsPerSecond">Those of them that were answered with a status from 500 on.</param>
/// <param name="P50Milliseconds">The time that half of them took at most; null where there were none.</param>
/// <param name="P95Milliseconds">The time that 95 % of them took at most.</param>
/// <param name="Answers">How many rankings there were in that minute, by what they were ranked by.</param>
public sealed record NodeTraffic(double RequestsPerSecond, double ErrorsPerSecond, double? P50Milliseconds, double? P95Milliseconds, AnswerCounts Answers)
{
    internal const double Half = 0.5;
    internal const double Most = 0.95;

    internal static NodeTraffic Of(TrafficFigures figures) => new(
        figures.RequestsPerSecond, figures.ErrorsPerSecond, figures.Quantile(Half), figures.Quantile(Most), figures.Answers);
}
