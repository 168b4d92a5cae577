using KDiffE.Api;
using KDiffE.Api.Http;
using KDiffE.Infrastructure;
using KDiffE.Infrastructure.Runs;

// The settings lie beside the program, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    ContentRootPath = AppContext.BaseDirectory,
});
builder.AddDefaultUrl();
builder.AddLogging();
builder.AddServing();
builder.AddTraining();
builder.AddHttp();

var app = builder.Build();
app.UseMiddleware<RequestLog>();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.Use(ExternalIds.DecodeAsync);
app.UseSwagger();
app.UseSwaggerUI();
app.MapGet("/", () => Results.Redirect("/swagger")).ExcludeFromDescription();

var api = app.MapGroup("").AddEndpointFilterFactory(QueryParameters.Check);
api.MapRecommendations();
api.MapItems();
api.MapSnapshots();
api.MapTrainingRuns();
api.MapTrainingSchedules();
api.MapHealth();
app.MapTrainingQueue();
app.Run();
