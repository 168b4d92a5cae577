using System.Reflection;
using KDiffE.Infrastructure.Keys;
using Microsoft.OpenApi;

namespace KDiffE.Api.Http;

/// <summary>The routes described in OpenAPI, and the page at <c>/swagger</c> to try them; the front page leads there.</summary>
internal static class Description
{
    /// <summary>Adds what describes the routes, with the words of their documentation comments.</summary>
    public static void AddDescription(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new() { Title = "KDiffE recommendations", Version = "v1" });
            options.IncludeXmlComments(Assembly.GetExecutingAssembly());
            options.AddSecurityDefinition("bearer", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key as `Authorization: Bearer …`." });
            options.AddSecurityDefinition("header", new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "A key as `X-Api-Key: …`." });
            options.AddSecurityRequirement(document => new() { [new("bearer", document)] = [] });
            options.AddSecurityRequirement(document => new() { [new("header", document)] = [] });
        });
    }

    /// <summary>Maps the description and its page, and the front page.</summary>
    public static void MapDescription(this WebApplication app)
    {
        app.MapSwagger().RequireRole(Role.Read).ForBrowsers();
        app.MapSwaggerUI().RequireRole(Role.Read).ForBrowsers();
        app.MapGet("/", () => Results.Redirect("/swagger")).ExcludeFromDescription().AllowAnonymous();
    }
}
