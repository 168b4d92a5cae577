using KDiffE.Api.Http;
using KDiffE.Domain.Settings;
using KDiffE.Infrastructure.Keys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KDiffE.Api.Runs;

/// <summary>What training can be told.</summary>
internal static class TrainingSettingsApi
{
    public static void MapTrainingSettings(this IEndpointRouteBuilder app) =>
        app.MapGet("/training/settings", GetSettings)
            .WithTags("Training")
            .RequireRole(Role.Read)
            .WithName("GetTrainingSettings")
            .WithSummary("Every preset and every setting of a run, with its range")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    internal static Ok<TrainingSettingsResponse> GetSettings() =>
        TypedResults.Ok(new TrainingSettingsResponse(Presets.Descriptions, SettingsReader.Schema));
}
