// The least that ASP.NET Core does for an answer: a minimal API that logs nothing, checks nobody and answers with bytes that it
// has. What the service costs is measured beside it.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var answer = await File.ReadAllBytesAsync(builder.Configuration["Answer"]!);
var app = builder.Build();
app.MapGet("/users/{id}/recommendations", (string id, int n) => TypedResults.Bytes(answer, "application/json; charset=utf-8"));
app.MapGet("/allocated", () => GC.GetTotalAllocatedBytes());
await app.RunAsync();
