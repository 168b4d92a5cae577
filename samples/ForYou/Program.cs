using System.Text.Encodings.Web;
using KDiffE.Serving;

// A shop page with a "for you" row, ranked in this process by the snapshots of a KDiffE service:
//   dotnet run --project samples/ForYou -- --Snapshots:Folder=.local/snapshots --urls http://localhost:5000
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddKDiffERanking(options => options.Folder = builder.Configuration["Snapshots:Folder"]);
builder.Services.AddHealthChecks().AddKDiffERanking();
var app = builder.Build();

// What the shop knows best itself; the rule is asked once for each item of a snapshot.
var inStock = new ItemRule(id => !id.EndsWith('0'));

app.MapHealthChecks("/health");
app.MapGet("/{user}", (string user, string? liked, IKDiffERanking ranking) =>
{
    var forYou = ranking.ForUser(user, new RankedListQuery { N = 8, Rule = inStock, Recent = liked?.Split(',') ?? [] });
    var cards = forYou.Items.Select(item => $"<li>{Html(item.Name ?? item.Id)} <small>{item.Score:F2}</small></li>");
    return Results.Content($"<!doctype html><h2>For you</h2><ul>{string.Concat(cards)}</ul><p>{forYou.Source}, {forYou.Version}", "text/html; charset=utf-8");
});
app.MapGet("/items/{item}/similar", (string item, IKDiffERanking ranking) =>
    ranking.SimilarTo(item, new RankedListQuery { Rule = inStock }) is { } similar ? Results.Ok(similar) : Results.NotFound());
app.Run();

static string Html(string text) => HtmlEncoder.Default.Encode(text);
