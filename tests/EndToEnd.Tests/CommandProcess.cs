using System.Diagnostics;
using System.Text;
using KDiffE.TestKit;

namespace KDiffE.EndToEnd.Tests;

/// <summary>A running command whose output can be watched and which can be sent signals.</summary>
public sealed class CommandProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    /// <param name="start">What to run, where and with which environment; what it writes is read here, and it has nothing to read.</param>
    public CommandProcess(ProcessStartInfo start)
    {
        (start.UseShellExecute, start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (false, true, true, true);
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has printed so far, errors included.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>The id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has not ended.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Waits until the output contains <paramref name="text"/>; fails with the output when the process ends or time runs out first.</summary>
    public async Task WaitForOutputAsync(string text, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            (_process.HasExited || watch.Elapsed > limit).ShouldBeFalse($"No '{text}' in:\n{Output}");
            await Task.Delay(50);
        }
    }

    public async Task<int> WaitForExitAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"Still running after {limit}:\n{Output}", e);
        }

        return _process.ExitCode;
    }

    /// <summary>Sends a signal to this process alone, for example <c>INT</c> or <c>KILL</c>.</summary>
    public Task SignalAsync(string signal) => Signal.SendAsync(_process.Id, signal);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("TERM");
            await WaitForExitAsync(TimeSpan.FromMinutes(2));
        }

        _process.Dispose();
    }

    private void Append(string? line)
    {
        lock (_output)
            _output.Append(line).Append('\n');
    }
}
