namespace KDiffE.Infrastructure.Export;

/// <summary>A folder that is made whole, under its name, or not at all: it is written aside and renamed.</summary>
internal sealed class AtomicFolder : IDisposable
{
    private AtomicFolder(string target)
    {
        Target = target;
        // Beside the target, so that renaming it is one step on one file system.
        Partial = $"{target}.{Guid.NewGuid():N}.partial";
        Directory.CreateDirectory(Partial);
    }

    /// <summary>The folder to be.</summary>
    internal string Target { get; }

    /// <summary>What the files in it are called.</summary>
    internal string Name => Path.GetFileName(Target);

    /// <summary>Where its files are written until then.</summary>
    internal string Partial { get; }

    /// <param name="path">A folder that does not exist or is empty.</param>
    /// <exception cref="IOException">It holds something already, or cannot be made.</exception>
    internal static AtomicFolder Begin(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new IOException("The new folder has no name.");
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(target))
            throw new IOException($"{path} is a file, not a folder.");
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new IOException($"{path} is not empty. A new folder is made here; choose another one or empty this one.");
        return new AtomicFolder(target);
    }

    /// <summary>Gives the folder its name.</summary>
    internal void Complete()
    {
        if (Directory.Exists(Target))
            Directory.Delete(Target);
        Directory.Move(Partial, Target);
    }

    /// <summary>Leaves nothing of a folder that was not completed.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Partial))
            Directory.Delete(Partial, recursive: true);
    }
}
