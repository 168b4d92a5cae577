using System.Text.Json.Serialization;

namespace KDiffE.Training.Doctor;

/// <summary>How bad something is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
internal enum Severity
{
    /// <summary>It is as it should be.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>The service does what it does, but somebody should look at this.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something that the service is for does not work.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}

/// <summary>What a check found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What was found, in one line.</param>
/// <param name="Advice">What to do about it; null where nothing is to be done.</param>
internal sealed record Finding(
    [property: JsonPropertyName("severity")] Severity Severity,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("advice")] string? Advice)
{
    internal static Finding Ok(string message) => new(Severity.Ok, message, Advice: null);

    internal static Finding Warning(string message, string advice) => new(Severity.Warning, message, advice);

    internal static Finding Error(string message, string advice) => new(Severity.Error, message, advice);
}

/// <summary>A check that was made.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Finding">What was found.</param>
internal sealed record CheckReport(
    [property: JsonPropertyName("check")] string Name,
    [property: JsonIgnore] Finding Finding)
{
    /// <inheritdoc cref="Doctor.Finding.Severity"/>
    [JsonPropertyName("severity")]
    public Severity Severity => Finding.Severity;

    /// <inheritdoc cref="Doctor.Finding.Message"/>
    [JsonPropertyName("message")]
    public string Message => Finding.Message;

    /// <inheritdoc cref="Doctor.Finding.Advice"/>
    [JsonPropertyName("advice")]
    public string? Advice => Finding.Advice;
}

/// <summary>Everything that was found.</summary>
/// <param name="Healthy">Whether nothing is an error.</param>
/// <param name="Checks">In the order in which they were made.</param>
internal sealed record DoctorReport(
    [property: JsonPropertyName("healthy")] bool Healthy,
    [property: JsonPropertyName("checks")] IReadOnlyList<CheckReport> Checks);
