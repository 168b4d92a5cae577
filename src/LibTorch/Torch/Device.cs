namespace TorchSharp;

public static partial class torch
{
    /// <summary>Main memory.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>The current CUDA device.</summary>
    public static readonly Device CUDA = new(DeviceType.CUDA);

    /// <summary>A device from its description: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public static Device device(string description) => new(description);

    /// <summary>A device from its type and index; −1 is the current one.</summary>
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    /// <inheritdoc cref="device(string, int)"/>
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>The CUDA device of an index.</summary>
    public static Device device(int index) => new(DeviceType.CUDA, index);

    /// <summary>A compute device.</summary>
    public class Device
    {
        /// <summary>A device from its description: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
        /// <exception cref="ArgumentException">The description names no supported device.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = Parse(parts[0], description);
            if (parts.Length == 2 && int.TryParse(parts[1], out var number) && number >= 0)
                index = number;
            else if (parts.Length != 1)
                throw new ArgumentException($"'{description}' is not a device: expected cpu, cuda or cuda:N.", nameof(description));
        }

        /// <summary>A device from its type and index; −1 is the current one.</summary>
        public Device(string deviceType, int index = -1)
            : this(Parse(deviceType, deviceType), index)
        {
        }

        /// <inheritdoc cref="Device(string, int)"/>
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        /// <summary>What kind of device.</summary>
        public DeviceType type { get; }

        /// <summary>Which one of its kind; −1 is the current one.</summary>
        public int index { get; } = -1;

        /// <summary>The device a description names.</summary>
        public static implicit operator Device(string description) => new(description);

        /// <summary>The description, such as <c>cuda:1</c>.</summary>
        public override string ToString() => (type, index) switch
        {
            (DeviceType.CPU, _) => "cpu",
            (_, < 0) => "cuda",
            _ => $"cuda:{index}",
        };

        private static DeviceType Parse(string name, string description) => name.ToUpperInvariant() switch
        {
            "CPU" => DeviceType.CPU,
            "CUDA" => DeviceType.CUDA,
            _ => throw new ArgumentException($"'{description}' is not a device: expected cpu, cuda or cuda:N.", nameof(description)),
        };
    }
}
