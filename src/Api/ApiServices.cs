using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using KDiffE.Api.Http;
using KDiffE.Api.Serving;
using KDiffE.Domain.Snapshots;
using KDiffE.Infrastructure.Postgres;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Snapshots;

namespace KDiffE.Api;

/// <summary>What the API is made of.</summary>
internal static class ApiServices
{
    private const string DefaultUrl = "http://localhost:8080";

    /// <summary>Serves on port 8080 unless the configuration names another address.</summary>
    public static void AddDefaultUrl(this WebApplicationBuilder builder)
    {
        string[] addresses = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        if (Array.TrueForAll(addresses, key => string.IsNullOrEmpty(builder.Configuration[key])))
            builder.WebHost.UseUrls(DefaultUrl);
    }

    /// <summary>The served snapshot, and what finds and loads the next one.</summary>
    public static void AddServing(this WebApplicationBuilder builder)
    {
        builder.Services.AddKDiffEDatabase(builder.Configuration);
        builder.Services.AddSingleton<ISnapshotStore>(FolderSnapshotStore.From(builder.Configuration));
        builder.Services.AddSingleton<SnapshotHolder>();
        builder.Services.AddOptions<SnapshotLoaderOptions>()
            .BindConfiguration(SnapshotLoaderOptions.Section)
            .Validate(options => options.PollInterval > TimeSpan.Zero, $"{SnapshotLoaderOptions.Section}:{nameof(SnapshotLoaderOptions.PollInterval)} must be positive.")
            .ValidateOnStart();
        builder.Services.AddHostedService<SnapshotLoader>();
    }

    /// <summary>What asks for training; workers are other processes.</summary>
    public static void AddTraining(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddTrainingQueue();
    }

    /// <summary>JSON, errors and the description of the routes.</summary>
    public static void AddHttp(this WebApplicationBuilder builder)
    {
        // A value that does not bind reaches QueryParameters, which names it, in every environment.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        });
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.NameType);
        builder.Services.AddEndpointsApiExplorer();
        builder.Services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new() { Title = "KDiffE recommendations", Version = "v1" });
            options.IncludeXmlComments(Assembly.GetExecutingAssembly());
        });
    }
}
