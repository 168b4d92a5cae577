namespace KDiffE.Infrastructure.Catalog;

/// <summary>What a client says of one row: all of it, so that a field which is left out is empty.</summary>
/// <typeparam name="TSelf">The fields themselves.</typeparam>
public interface IFields<out TSelf>
{
    /// <summary>The same as it is stored: times in microseconds, categories once each.</summary>
    /// <exception cref="InvalidFieldException">A field is missing or breaks a rule.</exception>
    TSelf Checked();
}
