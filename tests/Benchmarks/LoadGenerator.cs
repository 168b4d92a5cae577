using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace KDiffE.Benchmarks;

/// <summary>Clients that each ask, wait for the whole answer and ask again, over a connection of their own.</summary>
internal static class LoadGenerator
{
    /// <summary>Asks, and prints how many requests were answered with 200, how many otherwise, and the median and the 99th percentile of the answered, in ms.</summary>
    /// <param name="url">The server.</param>
    /// <param name="pathsFile">Paths with queries, one a line, asked in turn.</param>
    /// <param name="requests">How many requests in all.</param>
    /// <param name="clients">How many ask at the same time.</param>
    public static async Task RunAsync(Uri url, string pathsFile, int requests, int clients)
    {
        var paths = await File.ReadAllLinesAsync(pathsFile);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = clients, UseProxy = false, ActivityHeadersPropagator = null };
        using var http = new HttpClient(handler) { BaseAddress = url };
        var (asked, failed) = (0, 0);
        var times = new ConcurrentBag<double>();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(AskAsync)));
        double[] ordered = [.. times.Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ordered.Length} {failed} {Percentile(ordered, .5):0.000} {Percentile(ordered, .99):0.000}"));

        async Task AskAsync()
        {
            while (Interlocked.Increment(ref asked) is var number && number <= requests)
            {
                var begun = Stopwatch.GetTimestamp();
                using var answer = await http.GetAsync(new Uri(paths[number % paths.Length], UriKind.Relative));
                if (answer.StatusCode == HttpStatusCode.OK)
                    times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                else
                    Interlocked.Increment(ref failed);
            }
        }
    }

    private static double Percentile(double[] ordered, double share) => ordered.Length == 0 ? double.NaN : ordered[(int)(share * (ordered.Length - 1))];
}
