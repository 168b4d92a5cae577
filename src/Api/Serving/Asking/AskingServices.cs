namespace KDiffE.Api.Serving.Asking;

/// <summary>Registers what answers questions in a service container.</summary>
internal static class AskingServices
{
    /// <summary>Adds what ranks for whoever asks, in turns where that takes long.</summary>
    public static void AddAsking(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ScanOptions>().BindConfiguration(ScanOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<Recommender>();
    }
}
