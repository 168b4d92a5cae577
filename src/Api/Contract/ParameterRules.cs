using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>
/// Says of a parameter which words it may be, between which numbers it lies and what it is unless given: of those that several
/// routes take, which are parameters of a record's constructor, nothing else does.
/// </summary>
internal sealed class ParameterRules : IParameterFilter
{
    /// <inheritdoc/>
    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (parameter.Schema is not OpenApiSchema schema || context.ParameterInfo is not { } rules)
            return;
        if (rules.GetCustomAttribute<AllowedValuesAttribute>() is { } words)
            schema.Enum = [.. words.Values.OfType<string>().Select(word => (JsonNode)word)];
        if (rules.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            schema.Minimum = Convert.ToString(range.Minimum, CultureInfo.InvariantCulture);
            schema.Maximum = Convert.ToString(range.Maximum, CultureInfo.InvariantCulture);
        }

        if (rules is { HasDefaultValue: true, DefaultValue: { } given })
            schema.Default = JsonValue.Create(given);
    }
}
