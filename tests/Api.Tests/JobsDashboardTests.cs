using System.Net;
using System.Text.RegularExpressions;
using KDiffE.Api.Tests.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Api.Tests;

/// <summary>Hangfire's pages about its jobs.</summary>
public sealed partial class JobsDashboardTests : IAsyncLifetime
{
    private readonly Service _service = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task ThePagesComeWithTheirScriptsAndStyles()
    {
        _service.Start();
        foreach (var path in (string[])["/hangfire", "/hangfire/jobs/enqueued", "/hangfire/recurring", "/hangfire/servers"])
        {
            var page = await TextAsync(path);

            page.ShouldContain("KDiffE jobs", customMessage: path);
            var parts = Parts().Matches(page).Select(match => match.Groups["part"].Value).Where(part => !part.StartsWith("http", StringComparison.Ordinal)).ToList();
            parts.ShouldContain(part => part.Contains("/css", StringComparison.Ordinal), path);
            parts.ShouldContain(part => part.Contains("/js", StringComparison.Ordinal), path);
            foreach (var part in parts)
                (await TextAsync(part)).ShouldNotBeEmpty(part);
        }
    }

    [Fact]
    public async Task TheyShowARunThatWaitsAndAScheduleInItsTimeZone()
    {
        _service.Start();
        await _service.EventuallyAsync("/training/schedules", body => body["schedules"] is not null);
        using var schedule = new StringContent("""{"cron": "30 2 * * *", "timeZone": "Europe/Berlin"}""", null, "application/json");
        using var set = await _service.Client.PutAsync(new Uri("/training/schedules/nightly", UriKind.Relative), schedule, Cancelled);
        using var run = await _service.Client.PostAsync(new Uri("/training/runs", UriKind.Relative), null, Cancelled);

        (set.StatusCode, run.StatusCode).ShouldBe((HttpStatusCode.Created, HttpStatusCode.Accepted));
        (await TextAsync("/hangfire/jobs/enqueued/train")).ShouldContain("HangfireJobs.RunAsync");
        var recurring = await TextAsync("/hangfire/recurring");
        recurring.ShouldContain("nightly");
        recurring.ShouldContain("Europe/Berlin");
    }

    [Theory]
    [InlineData("GET", "/hangfire/stats", null)]
    [InlineData("POST", "/hangfire/stats", "{}")]
    [InlineData("GET", "/hangfire/recurring/trigger", null)]
    public async Task WhatTheirFormsDoNotSendIsNoFaultOfTheService(string method, string path, string? json)
    {
        _service.Start();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (json is not null)
            request.Content = new StringContent(json, null, "application/json");
        using var response = await _service.Client.SendAsync(request, Cancelled);

        ((int)response.StatusCode).ShouldBeInRange(400, 499);
    }

    [Fact]
    public async Task WithoutADatabaseThePagesSayThatItIsAway()
    {
        _service.Start("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");

        var (status, body) = await _service.GetAsync("/hangfire");

        (status, body["type"]!.GetValue<string>()).ShouldBe((HttpStatusCode.ServiceUnavailable, "/errors/database-unavailable"));
    }

    [Fact]
    public async Task AProcessThatShowsThemWorksOnNothing()
    {
        _service.Start();
        await TextAsync("/hangfire/servers");

        (await _service.QueryAsync<long>("select count(*) from hangfire.server")).ShouldBe([0]);
    }

    [Fact]
    public async Task RequestsFromOtherMachinesAreRefused()
    {
        _service.Start(configure: builder => builder.ConfigureServices(services => services.AddSingleton<IStartupFilter, FromAfar>()));

        using var response = await _service.Client.GetAsync(new Uri("/hangfire", UriKind.Relative), Cancelled);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task TheApiStartsWithoutADatabaseAndShowsThemOnceItComes()
    {
        await using var relay = StartTests.RelayTo(_service.ConnectionString, out var connectionString);
        _service.Start(connectionString);
        using (var away = await _service.Client.GetAsync(new Uri("/hangfire", UriKind.Relative), Cancelled))
            ((int)away.StatusCode).ShouldBeGreaterThanOrEqualTo(500);

        relay.Open();

        (await TextAsync("/hangfire")).ShouldContain("KDiffE jobs");
    }

    [GeneratedRegex("(href|src)=\"(?<part>[^\"#]*/(css|js)[^\"]*)\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Parts();

    private async Task<string> TextAsync(string path)
    {
        using var response = await _service.Client.GetAsync(new Uri(path, UriKind.Relative), Cancelled);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }

    private sealed class FromAfar : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.1");
                return following(context);
            });
            next(app);
        };
    }
}
