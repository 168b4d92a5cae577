using KDiffE.Api;
using KDiffE.Api.Contract;
using KDiffE.Api.Feedback;
using KDiffE.Api.Health;
using KDiffE.Api.Http;
using KDiffE.Api.Items;
using KDiffE.Api.Metrics;
using KDiffE.Api.Recommendations;
using KDiffE.Api.Runs;
using KDiffE.Api.Schedules;
using KDiffE.Api.Serving;
using KDiffE.Api.Snapshots;
using KDiffE.Infrastructure;
using KDiffE.Infrastructure.Runs;

// The settings lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    ContentRootPath = AppContext.BaseDirectory,
});
builder.AddLogging();
builder.PrepareBuild();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddInfrastructure(builder.Configuration);
builder.AddDatabaseLimits();
builder.Services.AddRunQueue();
builder.AddServing();
builder.Services.AddSingleton<SnapshotRollback>();
builder.Services.AddSingleton<RunEvents>();
builder.Services.AddSingleton<SchemaCheck>();
builder.Services.AddSingleton<FeedbackReader>();
builder.AddHttp(ApiJson.Default);

var app = builder.Build();
app.UseHttp();

var api = app.MapApi();
api.MapRecommendations();
api.MapItems();
api.MapSnapshots();
api.MapRuns();
api.MapSchedules();
api.MapFeedback();
api.MapMetrics();
api.MapHealth();
app.MapRunQueue();
app.Run();
