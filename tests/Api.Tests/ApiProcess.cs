using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using KDiffE.TestKit;

namespace KDiffE.Api.Tests;

/// <summary>The API as a process of its own, for what only a process has: a console.</summary>
internal sealed partial class ApiProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ApiProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Client { get; } = new();

    /// <summary>Starts the API on a free port, over the database and the snapshots of a service, and waits until it listens.</summary>
    /// <param name="service">Whose database and snapshots these are; it is not started itself.</param>
    /// <param name="settings">Environment variables.</param>
    public static async Task<ApiProcess> StartAsync(Service service, params (string Name, string Value)[] settings)
    {
        var api = new ApiProcess(Describe(service, ["--urls", "http://127.0.0.1:0"], settings));
        api.Client.BaseAddress = await api._listening.Task.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        return api;
    }

    /// <summary>Starts an API that ends by itself, and gives its exit code and its log.</summary>
    /// <param name="service">Whose database and snapshots these are; it is not started itself.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="settings">Environment variables.</param>
    public static async Task<(int ExitCode, IReadOnlyList<string> Log)> RunToEndAsync(Service service, string[] arguments, params (string Name, string Value)[] settings)
    {
        await using var api = new ApiProcess(Describe(service, arguments, settings));
        await api._process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));
        return (api._process.ExitCode, [.. api._log]);
    }

    /// <summary>Waits until as many lines of the log are as they should be.</summary>
    public Task LogsAsync(Func<string, bool> line, int times = 1) => Eventually.IsAsync(
        () => Task.FromResult(_log.Count(line) >= times), () => string.Join('\n', _log));

    /// <summary>Asks the process to stop, waits until it has, and gives all lines of its log.</summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await Signal.SendAsync(_process.Id, "TERM");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));
        return [.. _log];
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ProcessStartInfo Describe(Service service, string[] arguments, (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "KDiffE.Api.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ConnectionStrings__Postgres"] = service.PatientConnectionString,
                ["Snapshots__Folder"] = service.Folder,
                ["Snapshots__PollInterval"] = "00:00:00.200",
            },
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return start;
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        _log.Enqueue(line);
        if (Address().Match(line) is { Success: true } address)
            _listening.TrySetResult(new Uri(address.Value));
    }

    [GeneratedRegex(@"(?<=Now listening on: ""?|""address"":"")http://[\d.]+:\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
