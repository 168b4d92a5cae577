using System.Reflection;

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
            options.ParameterFilter<DescribedParameters>();
        });
    }

    /// <summary>Serves the description and its page.</summary>
    public static void UseDescription(this WebApplication app)
    {
        app.UseSwagger();
        app.UseSwaggerUI();
        app.MapGet("/", () => Results.Redirect("/swagger")).ExcludeFromDescription();
    }
}
