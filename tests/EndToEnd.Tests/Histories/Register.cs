namespace KDiffE.EndToEnd.Tests.Histories;

/// <summary>Something that one value can be written to, and be taken from again: a row, or a field of one.</summary>
/// <param name="Owner">Whose it is: a read gives all registers of an owner.</param>
/// <param name="Name">Its name among these.</param>
internal readonly record struct Register(string Owner, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Owner}/{Name}";
}
