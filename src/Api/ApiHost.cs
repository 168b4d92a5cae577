using KDiffE.Api.Access;
using KDiffE.Api.Audit;
using KDiffE.Api.Catalog;
using KDiffE.Api.Catalogues;
using KDiffE.Api.Contract;
using KDiffE.Api.Dashboard;
using KDiffE.Api.Feedback;
using KDiffE.Api.Health;
using KDiffE.Api.Http;
using KDiffE.Api.Items;
using KDiffE.Api.Keys;
using KDiffE.Api.Limits;
using KDiffE.Api.Logins;
using KDiffE.Api.Metrics;
using KDiffE.Api.Nodes;
using KDiffE.Api.Recommendations;
using KDiffE.Api.Runs;
using KDiffE.Api.Schedules;
using KDiffE.Api.Serving;
using KDiffE.Api.Serving.Asking;
using KDiffE.Api.Snapshots;
using KDiffE.Api.Traffic;
using KDiffE.Api.Webhooks;
using KDiffE.Infrastructure;
using KDiffE.Infrastructure.Catalogues;
using KDiffE.Infrastructure.Keys;
using KDiffE.Infrastructure.Nodes;
using KDiffE.Infrastructure.Replicas;
using KDiffE.Infrastructure.Runs;
using KDiffE.Infrastructure.Settings;
using KDiffE.Infrastructure.Telemetry;
using KDiffE.Infrastructure.Webhooks;

namespace KDiffE.Api;

/// <summary>The API, put together.</summary>
internal static class ApiHost
{
    /// <summary>Registers its services and maps its routes; nothing is started yet.</summary>
    /// <param name="args">Settings, from the command line.</param>
    /// <exception cref="Exception">A setting is wrong; the message names it.</exception>
    public static WebApplication Build(string[] args) => Build(args, mount: null);

    // Of a further catalogue the same, but for what the process has once.
    private static WebApplication Build(string[] args, CatalogueMount? mount)
    {
        // The settings lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddSecretFiles();
        // What a shell says to commands is not for the API, which is of all catalogues.
        builder.Configuration[CatalogueSettings.ChosenKey] = null;
        if (mount is not null)
            builder.Configuration.UseCatalogue(mount.Name);
        builder.AddLogging();
        builder.AddTelemetry("kdiffe-api", isPart: mount is not null, RequestTracing.Configure);
        builder.PrepareBuild();
        if (mount is null)
        {
            builder.AddCatalogues(further => Build(args, further));
            builder.Services.AddSettingsCheck();
        }
        else
        {
            builder.Mount(mount);
        }

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddInfrastructure(builder.Configuration);
        builder.Services.AddReplicaWatch(builder.Configuration);
        builder.AddDatabaseLimits();
        builder.Services.AddRunQueue();
        builder.AddServing();
        builder.Services.AddTraffic();
        builder.Services.AddNode<ApiNode>(NodeKind.Api);
        builder.AddAsking();
        builder.Services.AddSingleton<PlainRecommendations>();
        builder.Services.AddSingleton<SnapshotRollback>();
        builder.Services.AddSingleton<ReadinessChecks>();
        builder.Services.AddSingleton<RunFeed>().AddSingleton<RunEvents>();
        builder.Services.AddHostedService<RunsMeter>();
        builder.Services.AddWebhookDelivery().AddHostedService<ServiceWatch>().AddHostedService<WebhooksMeter>();
        builder.Services.AddSingleton<SchemaCheck>();
        builder.Services.AddSingleton<BulkSlots>().AddSingleton<ExportSlots>();
        builder.Services.AddSingleton<FeedbackReader>();
        builder.AddHttp(ApiJson.Default);
        builder.Services.AddDescription(Problems.Known);
        builder.AddAccess();
        builder.AddLimits();

        var app = builder.Build();
        if (mount is not null)
            app.UseMountedPlaces();
        app.UseSurroundings();
        app.UsePlainRecommendations();
        app.UseHttp();
        app.UseAccess();
        app.UseLimits();

        var api = app.MapApi();
        api.MapRecommendations();
        api.MapBodyRankings();
        api.MapPreview();
        api.MapItems();
        api.MapSnapshots();
        api.MapRuns();
        api.MapTrainingSettings();
        api.MapSchedules();
        api.MapKeys();
        api.MapLogins();
        api.MapAudit();
        api.MapWebhooks();
        api.MapFeedback();
        api.MapMetrics();
        api.MapTraffic();
        api.MapNodes();
        api.MapHealth();
        api.MapCatalog();
        // The process has one list of metrics, which tells those of its catalogues apart.
        if (mount is null)
            app.MapPrometheus().RequireRole(Role.Read);
        app.MapRunQueue().RequireRole(Role.Admin).ForBrowsers();
        app.MapDescription();
        app.MapDashboard();
        return app;
    }
}
