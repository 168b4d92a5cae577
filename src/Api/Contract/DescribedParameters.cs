using System.ComponentModel;
using System.Reflection;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>Describes the parameters of handlers that serve several routes, which no documentation comment reaches.</summary>
internal sealed class DescribedParameters : IParameterFilter
{
    /// <inheritdoc/>
    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context) =>
        parameter.Description ??= context.ParameterInfo?.GetCustomAttribute<DescriptionAttribute>()?.Description;
}
