using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>Says which words a parameter may be, where <see cref="AllowedValuesAttribute"/> does.</summary>
internal sealed class ParameterWords : IParameterFilter
{
    /// <inheritdoc/>
    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (parameter.Schema is OpenApiSchema schema && context.ParameterInfo?.GetCustomAttribute<AllowedValuesAttribute>() is { } words)
            schema.Enum = [.. words.Values.OfType<string>().Select(word => (JsonNode)word)];
    }
}
