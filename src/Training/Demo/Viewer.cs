namespace KDiffE.Training.Demo;

/// <summary>A user of the demo and the tastes that were planted.</summary>
/// <param name="Id">For example <c>user-0042</c>.</param>
/// <param name="Tastes">One to three, the strongest first.</param>
internal sealed record Viewer(string Id, IReadOnlyList<Taste> Tastes);
