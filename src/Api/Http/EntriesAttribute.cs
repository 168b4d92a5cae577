using System.ComponentModel.DataAnnotations;

namespace KDiffE.Api.Http;

/// <summary>How many entries a list of a body has.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EntriesAttribute(int least, int most) : LengthAttribute(least, most)
{
    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) => $"must have {MinimumLength} to {MaximumLength} entries.";
}
