using KDiffE.Infrastructure.Catalogues;
using KDiffE.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;

namespace KDiffE.Infrastructure.Tests.Settings;

/// <summary>What is given and read by nobody.</summary>
public sealed class KnownSettingsTests
{
    [Theory]
    [InlineData("Limits:RequestPerSecond", "Is Limits:RequestsPerSecond meant?")]
    [InlineData("Limit:RequestsPerSecond", "Is Limits:RequestsPerSecond meant?")]
    [InlineData("Snapshots:S3:Buckets", "Is Snapshots:S3:Bucket meant?")]
    [InlineData("Serving:RequestsPerSecond", "Is Limits:RequestsPerSecond meant?")]
    [InlineData("Event:dislike", "Is Events:dislike meant?")]
    [InlineData("Catalogues:books:Trainings:MinRating", "Is Training:MinRating meant?")]
    [InlineData("Training:Colour", "The documentation of the configuration names all that there are.")]
    [InlineData("Feedback:Keeps", "Is Feedback:Keep meant?")]
    [InlineData("ConnectionStrings:Default", "The documentation of the configuration names all that there are.")]
    [InlineData("Cors:Origins", "It is a list: give Cors:Origins:0, Cors:Origins:1 and so on.")]
    [InlineData("Catalogues:books:Serving:ScanThreads", "All catalogues of a process share it: give Serving:ScanThreads alone.")]
    [InlineData("Catalogues:books:Kestrel:EndpointDefaults:Protocols", "All catalogues of a process share it: give Kestrel:EndpointDefaults:Protocols alone.")]
    [InlineData("Catalogues:books:urls", "All catalogues of a process share it: give urls alone.")]
    [InlineData("Catalogues:books:limits:connections", "All catalogues of a process share it: give limits:connections alone.")]
    [InlineData("KDiffE:Dim", "It is a setting of runs: give it with 'POST /training/runs', or on a command line after '--set'.")]
    public void WhatIsMisspeltOrInTheWrongPlaceIsToldFromWhatIsMeant(string key, string advice) =>
        Unknown(key).ShouldBe([new UnknownSetting(key, advice)]);

    [Theory]
    [InlineData("Limits:RequestsPerSecond")]
    [InlineData("limits:REQUESTSPERSECOND")]
    [InlineData("Events:dislike")]
    [InlineData("Events:view:Hides")]
    [InlineData("Cors:Origins:0")]
    [InlineData("Serilog:MinimumLevel:Override:Hangfire")]
    [InlineData("Kestrel:EndpointDefaults:Protocols")]
    [InlineData("Catalogues:books:ConnectionStrings:Postgres")]
    [InlineData("Catalogues:books:Events:dislike")]
    public void WhatIsReadIsKnownAndSoIsWhatUsersAndLibrariesName(string key) => Unknown(key).ShouldBeEmpty();

    [Theory]
    [InlineData("PATH")]
    [InlineData("Training")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Shop:RequestsPerSecond")]
    [InlineData("ASPNETCORE_Kestrel:Endpoints")]
    public void WhatIsAnothersIsLeftAlone(string key) => Unknown(key).ShouldBeEmpty();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void ASettingThatIsTakenBackIsNotGiven(string? value) => KnownSettings.UnknownIn(With("Limits:Wrong", value)).ShouldBeEmpty();

    [Fact]
    public void WhatStandsUnderTheChosenCatalogueIsToldOfOnce() =>
        KnownSettings.UnknownIn(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Catalogues:books:ConnectionStrings:Postgres"] = "Host=localhost;Database=books",
            ["Catalogues:books:Feedback:Keeps"] = "1",
            ["Catalogues:films:ConnectionStrings:Postgres"] = "Host=localhost;Database=films",
            ["Catalogues:films:Serving:ScanThreads"] = "1",
            ["Limits:Wrong"] = "1",
        }).UseCatalogue("books").Build()).Select(unknown => unknown.Key)
            .ShouldBe(["Catalogues:books:Feedback:Keeps", "Catalogues:films:Serving:ScanThreads", "Limits:Wrong"]);

    private static IReadOnlyList<UnknownSetting> Unknown(string key) => KnownSettings.UnknownIn(With(key, "1"));

    private static IConfiguration With(string key, string? value) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [key] = value }).Build();
}
