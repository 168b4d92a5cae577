namespace KDiffE.Infrastructure.Feedback;

/// <summary>How long feedback is kept.</summary>
public sealed class FeedbackOptions
{
    /// <summary>The section of the configuration, which API and workers share.</summary>
    internal const string Section = "Feedback";

    /// <summary>Feedback on answers that are older is forgotten, and none is taken.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromDays(400);
}
