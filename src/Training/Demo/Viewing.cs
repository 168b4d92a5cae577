namespace KDiffE.Training.Demo;

/// <summary>A user watched a film.</summary>
/// <param name="Viewer">The user who watched it.</param>
/// <param name="Film">The film, which the user watches once only.</param>
/// <param name="Time">When, in Unix seconds.</param>
internal sealed record Viewing(Viewer Viewer, Film Film, long Time);
