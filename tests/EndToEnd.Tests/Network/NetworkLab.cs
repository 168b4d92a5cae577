using System.Diagnostics;
using System.Globalization;

namespace KDiffE.EndToEnd.Tests.Network;

/// <summary>
/// Machines of a network of their own, which are network namespaces of this one: each has an address, programs that are started in
/// it see no other network, and the way between two of them can be cut. The test itself is in that network, too.
/// </summary>
public sealed class NetworkLab : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly string _id = Guid.NewGuid().ToString("N")[..6];
    private readonly int _network;
    private readonly List<CommandProcess> _lines = [];
    private readonly List<string> _namespaces = [];
    private int _machines = 1;

    private NetworkLab(int network) => _network = network;

    private string Hub => $"kd{_id}-hub";

    /// <summary>Makes an empty network, or skips the test where that cannot be done.</summary>
    public static async Task<NetworkLab> CreateAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Network namespaces need root.");
        Assert.SkipUnless(File.Exists("/usr/sbin/ip") && File.Exists("/usr/sbin/iptables"), "There is no iproute2 or no iptables here.");
        var lab = new NetworkLab(await FreeNetworkAsync());
        try
        {
            await lab.AddNamespaceAsync(lab.Hub);
        }
        catch (InvalidOperationException error)
        {
            Assert.Skip($"This account may make no network namespace: {error.Message}");
        }

        await RunAsync($"ip -n {lab.Hub} link add bridge type bridge");
        await RunAsync($"ip -n {lab.Hub} link set bridge up");
        await lab.PlugAsync("test", within: null, lab.AddressOf(1));
        return lab;
    }

    /// <summary>Adds a machine.</summary>
    /// <param name="name">A short name.</param>
    /// <param name="line">How bad the line is that leads to it; null for a good one.</param>
    public async Task<Machine> AddAsync(string name, BadLine? line = null)
    {
        var machine = new Machine($"kd{_id}-{name}", AddressOf(++_machines));
        await AddNamespaceAsync(machine.Namespace);
        if (line is null)
            await PlugAsync(name, machine.Namespace, machine.Address);
        else
            await PlugAsync(name, machine, line);
        return machine;
    }

    /// <summary>Cuts the way between two machines, as a firewall that swallows everything would: nobody is told.</summary>
    public static Task CutAsync(Machine one, Machine other) => BothWaysAsync("-A", one, other);

    /// <summary>Mends it.</summary>
    public static Task MendAsync(Machine one, Machine other) => BothWaysAsync("-D", one, other);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var line in _lines)
            await line.DisposeAsync();
        foreach (var name in _namespaces)
            await RunAsync($"ip netns del {name}");
    }

    private static async Task BothWaysAsync(string verb, Machine one, Machine other)
    {
        await RunAsync($"ip netns exec {one.Namespace} iptables -w {verb} INPUT -s {other.Address} -j DROP");
        await RunAsync($"ip netns exec {other.Namespace} iptables -w {verb} INPUT -s {one.Address} -j DROP");
    }

    private async Task AddNamespaceAsync(string name)
    {
        await RunAsync($"ip netns add {name}");
        _namespaces.Add(name);
        await RunAsync($"ip -n {name} link set lo up");
    }

    // A cable between the bridge and a machine, or the test.
    private async Task PlugAsync(string name, string? within, string address)
    {
        var (end, place) = ($"kd{_id}{name}"[..Math.Min(15, name.Length + 8)], within is null ? "" : $"-n {within} ");
        await RunAsync($"ip link add {end} type veth peer name {name} netns {Hub}");
        if (within is not null)
            await RunAsync($"ip link set {end} netns {within}");
        await AttachAsync(name, end, place, address);
    }

    private async Task PlugAsync(string name, Machine machine, BadLine line)
    {
        Assert.SkipUnless(File.Exists(Python) && File.Exists("/dev/net/tun"), "A bad line needs Python and /dev/net/tun.");
        var (end, script) = ($"{name}-far", Path.Combine(AppContext.BaseDirectory, "Network", "line.py"));
        var process = new CommandProcess(new ProcessStartInfo("ip", string.Create(
            CultureInfo.InvariantCulture, $"netns exec {Hub} {Python} {script} {name} {end} {line.DelayMilliseconds} {line.Loss} {line.Seed}")));
        _lines.Add(process);
        await process.WaitForOutputAsync("ready", TimeSpan.FromMinutes(2));
        await RunAsync($"ip -n {Hub} link set {end} netns {machine.Namespace}");
        await AttachAsync(name, end, $"-n {machine.Namespace} ", machine.Address);
    }

    private async Task AttachAsync(string name, string end, string place, string address)
    {
        await RunAsync($"ip -n {Hub} link set {name} master bridge up");
        await RunAsync($"ip {place}addr add {address}/24 dev {end}");
        await RunAsync($"ip {place}link set {end} up");
    }

    private string AddressOf(int machine) => string.Create(CultureInfo.InvariantCulture, $"10.213.{_network}.{machine}");

    // Several tests may run on one machine, from checkouts of their own.
    private static async Task<int> FreeNetworkAsync()
    {
        var taken = await RunAsync("ip -4 -o addr show");
        return Enumerable.Range(1, 250).OrderBy(_ => Random.Shared.Next()).First(network => !taken.Contains($" 10.213.{network}.", StringComparison.Ordinal));
    }

    private static async Task<string> RunAsync(string command)
    {
        var words = command.Split(' ');
        await using var process = new CommandProcess(new ProcessStartInfo(words[0], words[1..]));
        var code = await process.WaitForExitAsync(TimeSpan.FromMinutes(2));
        return code == 0 ? process.Output : throw new InvalidOperationException($"{command} ended with exit code {code}: {process.Output}");
    }
}

/// <summary>A machine of a <see cref="NetworkLab"/>.</summary>
/// <param name="Namespace">The network namespace that it is.</param>
/// <param name="Address">Its address.</param>
public sealed record Machine(string Namespace, string Address)
{
    /// <summary>What stands before a command that runs on it.</summary>
    public string[] Within => ["ip", "netns", "exec", Namespace];
}

/// <summary>A line that delays and loses frames, in each direction.</summary>
/// <param name="DelayMilliseconds">How late each frame comes.</param>
/// <param name="Loss">The share that never does.</param>
/// <param name="Seed">Draws these.</param>
public sealed record BadLine(int DelayMilliseconds, double Loss, int Seed);
