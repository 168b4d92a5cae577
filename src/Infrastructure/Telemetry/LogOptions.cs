namespace KDiffE.Infrastructure.Telemetry;

/// <summary>What lines of the log look like, and what they may tell.</summary>
public sealed class LogOptions
{
    /// <summary>The section of the configuration, which API and workers share.</summary>
    internal const string Section = "Logs";

    /// <summary>How lines on the console are written; null is JSON in a container and text elsewhere.</summary>
    public LogFormat? Format { get; init; }

    /// <summary>Of requests that were answered well, the share that has a line, from 0 to 1; of all others each has.</summary>
    public double RequestShare { get; init; } = 1;

    /// <summary>Whether the ids of users stand in lines and traces; else a <c>*</c> stands for them.</summary>
    public bool UserIds { get; init; }
}

/// <summary>How lines of the log are written.</summary>
public enum LogFormat
{
    /// <summary>For people: time, level, message, trace id.</summary>
    Text,

    /// <summary>For machines: one JSON object per line, in Serilog's compact format.</summary>
    Json,
}
