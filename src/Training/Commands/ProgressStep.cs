using System.Runtime.InteropServices;

namespace KDiffE.Training.Commands;

/// <summary>How far a piece of work has come.</summary>
/// <param name="Fraction">From 0 to 1; null where the end is not known.</param>
/// <param name="Text">What is being done.</param>
/// <param name="Milestone">Worth a line of its own where there is no terminal.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProgressStep(double? Fraction, string Text, bool Milestone);
