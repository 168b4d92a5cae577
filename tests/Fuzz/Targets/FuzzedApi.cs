using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Text;
using KDiffE.Api;
using KDiffE.Domain.Snapshots;

namespace KDiffE.Fuzz.Targets;

/// <summary>
/// The API on a loopback port of this process, on a snapshot of its own and without a database: what needs one is refused with 503, and
/// everything before that, and every ranking, is there.
/// </summary>
internal sealed class FuzzedApi
{
    // Half of what AFL++ waits. An answer takes milliseconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(5);
    private static readonly byte[] End = "\r\n\r\nGET /health/live HTTP/1.0\r\n\r\n"u8.ToArray();

    private static readonly Lazy<FuzzedApi> Started = new(() => new FuzzedApi());

    private readonly Uri _address;

    [SuppressMessage("Reliability", "CA2000", Justification = "It goes with the process.")]
    private FuzzedApi()
    {
        var folder = Directory.CreateTempSubdirectory("kdiffe-fuzz-").FullName;
        new FolderSnapshotStore(folder).SaveAsync(TinySnapshot.Content, CancellationToken.None).GetAwaiter().GetResult();
        var api = ApiHost.Build(
        [
            "--environment=Development", "--urls=http://127.0.0.1:0", $"--Snapshots:Folder={folder}", "--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1",
            "--Limits:RequestsPerSecond=0", "--Limits:MillionItemsPerSecond=0", "--Serilog:MinimumLevel:Default=Fatal", "--Serilog:MinimumLevel:Override:Microsoft=Fatal", "--Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime=Fatal",
        ]);
        api.StartAsync().GetAwaiter().GetResult();
        _address = new Uri(api.Urls.Single());
        SpinWait.SpinUntil(() => AskWhole("GET /health/ready HTTP/1.0\r\n\r\n").Contains(" 200 OK\r\n", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
    }

    /// <summary>The one of this process.</summary>
    internal static FuzzedApi Instance => Started.Value;

    /// <summary>Sends whatever it is, ends it with a request that has the connection closed, and gives all that comes back.</summary>
    /// <exception cref="FuzzFindingException">See <see cref="AskWhole"/>.</exception>
    internal string Ask(ReadOnlySpan<byte> bytes) => Ask([.. bytes, .. End], isWhole: false);

    /// <summary>Sends a request that has the connection closed, and gives its answer.</summary>
    /// <exception cref="FuzzFindingException">The connection was not ended in time, or what came back is no HTTP, or tells of a fault of the service.</exception>
    internal string AskWhole(string request) => Ask(Encoding.ASCII.GetBytes(request), isWhole: true);

    private string Ask(byte[] request, bool isWhole)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.TotalMilliseconds, SendTimeout = (int)Patience.TotalMilliseconds };
        socket.Connect(_address.Host, _address.Port);
        var answer = new StringBuilder();
        try
        {
            socket.Send(request);
            var (buffer, isEnded) = (new byte[4096], isWhole);
            while (true)
            {
                // It waits for a body that is longer than all that was sent.
                if (!isEnded && !socket.Poll(Silence, SelectMode.SelectRead))
                {
                    socket.Shutdown(SocketShutdown.Send);
                    isEnded = true;
                }

                if (socket.Receive(buffer) is not (> 0 and var count))
                    break;
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // What was sent after something that is no HTTP is not read.
        }
        catch (SocketException error)
        {
            throw new FuzzFindingException($"Nothing more came within {Patience}.", error);
        }

        var text = answer.ToString();
        if (text.Length > 0 && !IsInOrder(text))
            throw new FuzzFindingException($"This is answered: {text[..Math.Min(text.Length, 500)]}");
        return text;
    }

    /// <summary>Whether it is the answer of a service without a fault: 503 is a database that is away, 505 a version of HTTP that there is not.</summary>
    internal static bool IsInOrder(string answer) =>
        answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && int.TryParse(answer.AsSpan(9, 3), out var status) && status is < 500 or 503 or 505;
}
