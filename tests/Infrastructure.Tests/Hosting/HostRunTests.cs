using KDiffE.Infrastructure.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KDiffE.Infrastructure.Tests.Hosting;

public sealed class HostRunTests
{
    [Fact]
    public async Task AStopWhileItStartsIsNoFailureAndWhatHasStartedIsStoppedBeforeItIsDisposed()
    {
        var first = new Service();
        using var stop = new CancellationTokenSource();

        await HostOf(first, new Service(_ => stop.CancelAsync())).RunToTheEndAsync(stop.Token);

        first.Calls.ShouldBe(["start", "stop", "dispose"]);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    // Nobody told it to stop: something that it waits for at its start was given up.
    [InlineData(typeof(OperationCanceledException))]
    public async Task AFailureAtTheStartIsThrownAndWhatHasStartedIsStoppedBeforeItIsDisposed(Type failure)
    {
        var first = new Service();
        var error = (Exception)Activator.CreateInstance(failure)!;

        (await Record.ExceptionAsync(() => HostOf(first, new Service(_ => Task.FromException(error))).RunToTheEndAsync(TestContext.Current.CancellationToken))).ShouldBe(error);

        first.Calls.ShouldBe(["start", "stop", "dispose"]);
    }

    private static IHost HostOf(Service first, Service second)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging(logs => logs.ClearProviders());
        builder.Services.AddSingleton<IHostedService>(_ => first).AddSingleton<IHostedService>(_ => second);
        return builder.Build();
    }

    private sealed class Service(Func<CancellationToken, Task>? start = null) : IHostedService, IDisposable
    {
        public List<string> Calls { get; } = [];

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            Calls.Add("start");
            if (start is not null)
                await start(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Calls.Add("stop");
            return Task.CompletedTask;
        }

        public void Dispose() => Calls.Add("dispose");
    }
}
