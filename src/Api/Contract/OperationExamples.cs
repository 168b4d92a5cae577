using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>
/// Shows examples of an operation: the file <c>Examples/{operation id}.json</c> has its <c>request</c> and its <c>responses</c> by
/// status, and may have the values of <c>parameters</c>.
/// </summary>
internal sealed class OperationExamples : IOperationFilter
{
    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Examples.{operation.OperationId}.json");
        if (file is null)
            return;
        var examples = JsonNode.Parse(file)!.AsObject();
        Show(operation.RequestBody?.Content, examples["request"]);
        foreach (var (status, example) in examples["responses"]?.AsObject() ?? [])
            Show(operation.Responses![status].Content, example);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            parameter.Example = examples["parameters"]?[parameter.Name!]?.DeepClone();
    }

    private static void Show(IDictionary<string, IOpenApiMediaType>? contents, JsonNode? example)
    {
        foreach (var content in contents?.Values.OfType<OpenApiMediaType>() ?? [])
            content.Example = example?.DeepClone();
    }
}
