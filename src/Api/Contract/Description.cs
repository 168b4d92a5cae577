using System.Reflection;
using KDiffE.Api.Catalog;
using KDiffE.Api.Http;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace KDiffE.Api.Contract;

/// <summary>
/// The routes described in OpenAPI 3.1, and the page at <c>/swagger</c> to try them. What it says is
/// read from the code: documentation comments, nullability, <c>ProducesProblem</c>, and the examples beside this file.
/// </summary>
internal static class Description
{
    private const string Bearer = "bearer";
    private const string ApiKey = "apiKey";

    // What runs the program to the point where its routes are known, see OpenApiGenerateDocuments in the project.
    private const string BuildTool = "GetDocument.Insider";

    /// <summary>Lets the build read the description of a program that no database was named to; none is asked.</summary>
    public static void PrepareBuild(this WebApplicationBuilder builder)
    {
        if (Assembly.GetEntryAssembly()?.GetName().Name == BuildTool)
            builder.Configuration["ConnectionStrings:Postgres"] = "Host=localhost";
    }

    /// <summary>Adds what describes the routes.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="problems">Every problem that an answer may be.</param>
    public static void AddDescription(this IServiceCollection services, IReadOnlyList<ProblemDetails> problems)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new()
            {
                Title = "KDiffE recommendations",
                Version = "v1",
                Description = "Recommends items to users from models that it trains itself.",
                License = new() { Name = "All rights reserved", Identifier = "LicenseRef-AllRightsReserved" },
            });
            options.AddServer(new() { Url = "/", Description = "The service that this was read from" });
            options.IncludeXmlComments(Assembly.GetExecutingAssembly());
            options.IncludeXmlComments(typeof(SnapshotState).Assembly);
            options.IncludeXmlComments(typeof(Role).Assembly);
            options.AddSecurity();
            options.SupportNonNullableReferenceTypes();
            options.SchemaFilter<AttributesSchema>();
            options.SchemaFilter<PropertySchemas>();
            options.AddSchemaFilterInstance(new OneOrManySchema(InteractionsApi.MaxRows));
            // Whatever the media type, bytes that are read as they come.
            options.MapType<Stream>(() => new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" });
            options.AddSchemaFilterInstance(new ProblemSchema(problems));
            options.ParameterFilter<ParameterRules>();
            options.ParameterFilter<DescribedParameters>();
            options.OperationFilter<CommonProblems>();
            options.OperationFilter<EventStreams>();
            options.OperationFilter<EntityTagAnswers>();
            options.OperationFilter<OperationExamples>();
            options.DocumentFilter<TagDescriptions>();
        });
        services.ConfigureSwagger(options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
    }

    /// <summary>Maps the description and its page.</summary>
    public static void MapDescription(this WebApplication app)
    {
        app.MapSwagger(setupAction: options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.PreSerializeFilters.Add((document, request) =>
            {
                if (request.PathBase is { HasValue: true, Value: var path })
                    document.Servers = [new() { Url = path, Description = "The catalogue that this was read from" }];
            });
        }).RequireRole(Role.Read).ForBrowsers();
        app.MapSwaggerUI().RequireRole(Role.Read).ForBrowsers();
    }

    // Either of the two will do.
    private static void AddSecurity(this SwaggerGenOptions options)
    {
        options.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An API key as `Authorization: Bearer …`. A service that runs open asks for none.",
        });
        options.AddSecurityDefinition(ApiKey, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "X-Api-Key",
            Description = "The same key as a header of its own.",
        });
        foreach (var scheme in (string[])[Bearer, ApiKey])
            options.AddSecurityRequirement(document => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] });
    }
}
