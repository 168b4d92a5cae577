namespace KDiffE.Api.Http;

/// <summary>A query parameter that only its reader can tell to be wrong.</summary>
/// <param name="parameter">Its name.</param>
/// <param name="rule">What it must be, after its name.</param>
internal sealed class InvalidParameterException(string parameter, string rule) : Exception($"{parameter} {rule}")
{
    /// <summary>Its name.</summary>
    public string Parameter => parameter;

    /// <summary>What it must be.</summary>
    public string Rule => rule;
}
