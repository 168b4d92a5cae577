using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>Says of problem details which types there are, each with its status and title.</summary>
/// <param name="problems">One of every type.</param>
internal sealed class ProblemSchema(IReadOnlyList<ProblemDetails> problems) : ISchemaFilter
{
    /// <inheritdoc/>
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (context.Type != typeof(ProblemDetails) || schema is not OpenApiSchema described)
            return;
        described.Description = "What is wrong (RFC 9457). Some types have members of their own, such as `runId`.";
        described.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = Types(), Enum = [.. problems.Select(problem => (JsonNode)problem.Type!)] },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What the type means." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The status of the answer." },
            ["detail"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "What is wrong with this request.",
                // Has the generated client for .NET say so as the message of its exception.
                Extensions = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal) { ["x-ms-primary-error-message"] = new JsonNodeExtension(true) },
            },
            ["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stands in every line of the log that the request left." },
        };
        described.Required = new SortedSet<string>(["type", "title", "status"], StringComparer.Ordinal);
        var example = problems.First(problem => problem.Detail is not null);
        described.Examples = [new JsonObject { ["type"] = example.Type, ["title"] = example.Title, ["status"] = example.Status, ["detail"] = example.Detail }];
    }

    private string Types()
    {
        var text = new StringBuilder("Never changes:\n");
        foreach (var problem in problems)
            text.Append(CultureInfo.InvariantCulture, $"\n- `{problem.Type}` ({problem.Status}): {problem.Title}");
        return text.ToString();
    }
}
