using System.Text.Json.Serialization.Metadata;

namespace KDiffE.Api.Http;

/// <summary>What all resources share: where the service listens, what surrounds every request, how JSON is written.</summary>
internal static class HttpServices
{
    /// <summary>Where the service listens when the configuration names no address.</summary>
    public const string DefaultUrl = "http://localhost:8080";

    /// <summary>Serves on port 8080 unless the configuration names another address.</summary>
    public static void AddDefaultUrl(this WebApplicationBuilder builder)
    {
        string[] addresses = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        if (Array.TrueForAll(addresses, key => string.IsNullOrEmpty(builder.Configuration[key])))
            builder.WebHost.UseUrls(DefaultUrl);
    }

    /// <summary>Adds JSON and problem details.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="contracts">Reads and writes what requests and responses are made of.</param>
    public static void AddHttp(this WebApplicationBuilder builder, IJsonTypeInfoResolver contracts)
    {
        builder.AddDefaultUrl();
        // What cannot be bound reaches ProblemHandler, which names it, in every environment.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddValidation();
        builder.Services.AddExceptionHandler<ProblemHandler>();
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Complete);
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, contracts);
            JsonErrors.ReadStrictly(options.SerializerOptions);
        });
        // Without it a packed body that was cut off ends where it was cut.
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);
        builder.Services.AddRequestDecompression();
        builder.Services.AddPackedAnswers();
        builder.AddCorsOrigins();
        builder.Services.AddSingleton<LoggedPath>().AddHostedService<TraceIds>();
    }

    /// <summary>Surrounds every request: the headers of its answer, its line in the log, its errors.</summary>
    public static void UseSurroundings(this WebApplication app)
    {
        app.Use(SecurityHeaders.AddAsync);
        // Only where the request came by HTTPS.
        app.UseHsts();
        app.UseMiddleware<RequestLogging>();
        app.UseExceptionHandler();
    }

    /// <summary>Reads every request: what its path and its body may be, the ids in its path. What follows knows its route.</summary>
    public static void UseHttp(this WebApplication app)
    {
        app.UsePackedAnswers();
        app.UseStatusCodePages();
        app.Use(DotSegments.RefuseAsync);
        app.Use(HeadRequests.AnswerAsync);
        app.UseRouting();
        app.UseCors();
        app.Use(SecurityHeaders.AllowPartsOfPagesAsync);
        app.Use(ExternalIds.DecodeAsync);
        app.Use(JsonBodies.RefuseDamagedAsync);
        app.UseRequestDecompression();
        app.Use(JsonBodies.RefuseOtherEncodingsAsync);
    }

    /// <summary>The group of all routes of the API, for the rules that each of them obeys.</summary>
    public static RouteGroupBuilder MapApi(this WebApplication app) => app.MapGroup("").AddEndpointFilterFactory(QueryParameters.RefuseUnknown);
}
