using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>
/// Shows examples of an operation. The file <c>Examples/{operation id}.json</c> has its <c>request</c> and its <c>responses</c> by
/// status, and by media type where there are several; it may have the values of <c>parameters</c>. Operations on rows have no file each but share
/// <c>Examples/Rows/{rows}.json</c>, named like the last word of their path that has one: there <c>requests</c> are by media type,
/// and <c>responses</c> by the name of their schema.
/// </summary>
internal sealed class OperationExamples : IOperationFilter
{
    private const string MergePatch = "application/merge-patch+json";

    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var own = Read(operation.OperationId!);
        if ((own ?? OfRows(context.ApiDescription.RelativePath!)) is not { } examples)
            return;
        var bodies = operation.RequestBody?.Content ?? new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal);
        // What takes a merge patch takes it as any JSON, too.
        foreach (var (type, body) in bodies)
            Show(body, examples["request"] ?? examples["requests"]?[bodies.ContainsKey(MergePatch) ? MergePatch : type]);
        foreach (var (status, response) in operation.Responses!.Where(response => response.Key[0] == '2'))
        {
            foreach (var (type, content) in response.Content ?? new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal))
            {
                var named = examples["responses"]?[own is not null ? status : (content.Schema as OpenApiSchemaReference)?.Reference.Id ?? status];
                Show(content, response.Content!.Count > 1 ? named?[type] : named);
            }
        }

        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            parameter.Example = examples["parameters"]?[parameter.Name!]?.DeepClone();
    }

    private static JsonObject? OfRows(string path) => path.Split('/', '?').Reverse().Select(word => Read($"Rows.{word}")).FirstOrDefault(examples => examples is not null);

    private static JsonObject? Read(string name)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Examples.{name}.json");
        return file is null ? null : JsonNode.Parse(file)!.AsObject();
    }

    private static void Show(IOpenApiMediaType content, JsonNode? example)
    {
        if (content is OpenApiMediaType shown)
            shown.Example = example?.DeepClone();
    }
}
