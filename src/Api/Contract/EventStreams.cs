using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>The server-sent events of a route: what kinds there are, and what the data of each is.</summary>
/// <param name="Kinds">By the name of the event, the contract that its data is in JSON.</param>
internal sealed record EventKinds(params IReadOnlyList<(string Event, Type Data)> Kinds);

/// <summary>
/// Describes the messages of a stream of events. OpenAPI 3.1 has no word for streams: what stands under
/// <c>text/event-stream</c> describes one message, of which as many come as there are.
/// </summary>
internal sealed class EventStreams : IOperationFilter
{
    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<EventKinds>().FirstOrDefault() is not { } stream)
            return;
        var response = (OpenApiResponse)operation.Responses!["200"];
        response.Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
        {
            ["text/event-stream"] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Description = "One message of the stream.", OneOf = [.. stream.Kinds.Select(kind => Message(kind.Event, kind.Data, context))] },
            },
        };
    }

    private static OpenApiSchema Message(string name, Type data, OperationFilterContext context) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new SortedSet<string>(["data", "event", "id"], StringComparer.Ordinal),
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["id"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What `Last-Event-ID` goes on from." },
            ["event"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [(JsonNode)name] },
            ["data"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                ContentMediaType = MediaTypeNames.Application.Json,
                ContentSchema = context.SchemaGenerator.GenerateSchema(data, context.SchemaRepository),
            },
        },
    };
}
