namespace TorchSharp;

/// <summary>Moves the parameters and buffers of a module, which stay the same tensor objects.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Converts the element type.</summary>
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module => module.Converted(type, null, non_blocking);

    /// <summary>Moves to a device.</summary>
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false)
        where T : torch.nn.Module => module.Converted(null, device, non_blocking);

    /// <summary>Moves to a device and converts the element type.</summary>
    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module => module.Converted(type, device, non_blocking);

    /// <inheritdoc cref="to{T}(T, torch.Device, bool)"/>
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module => module.Converted(null, new(deviceType, deviceIndex), non_blocking);

    /// <summary>Moves to the CPU.</summary>
    public static T cpu<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => module.Converted(null, torch.CPU, non_blocking);

    /// <summary>Moves to a CUDA device.</summary>
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module => module.Converted(null, new(DeviceType.CUDA, deviceIndex), non_blocking);

    private static T Converted<T>(this T module, torch.ScalarType? type, torch.Device? device, bool nonBlocking)
        where T : torch.nn.Module
    {
        module.Convert(type, device, nonBlocking);
        return module;
    }
}
