namespace KDiffE.Fuzz.Targets;

/// <summary>What is read from files, in a folder that lies in memory where the system has one that does.</summary>
internal abstract class FolderTarget(string name, params Type[] refusals) : FuzzTarget(name, refusals)
{
    private static readonly string Parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    /// <summary>Fills the folder and reads it.</summary>
    /// <param name="input">The input.</param>
    /// <param name="folder">An empty folder; it goes afterwards.</param>
    protected abstract void Read(ReadOnlySpan<byte> input, string folder);

    protected sealed override void Read(ReadOnlySpan<byte> input)
    {
        var folder = Path.Combine(Parent, $"kdiffe-fuzz-{Guid.NewGuid():n}");
        Directory.CreateDirectory(folder);
        try
        {
            Read(input, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
