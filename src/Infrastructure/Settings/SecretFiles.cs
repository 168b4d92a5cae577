using Microsoft.Extensions.Configuration;

namespace KDiffE.Infrastructure.Settings;

/// <summary>
/// Settings that lie in files, as containers and orchestrators hand over what must not stand in an environment: each file of
/// a folder is one, named like its environment variable (<c>ConnectionStrings__Postgres</c>).
/// </summary>
public static class SecretFiles
{
    /// <summary>The configuration key of the folder.</summary>
    public const string FolderKey = "Secrets:Folder";

    /// <summary>
    /// Adds the files of the folder that the configuration so far names, if it names one; they win over what was added
    /// before. A line break at the end of a file is no part of the setting. They are read now and not again.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no such folder, or it or a file cannot be read; the message names it.</exception>
    public static IConfigurationBuilder AddSecretFiles(this IConfigurationBuilder builder)
    {
        if (builder.Build()[FolderKey] is not { Length: > 0 } folder)
            return builder;
        var path = Path.GetFullPath(folder);
        try
        {
            if (!Directory.Exists(path))
                throw new DirectoryNotFoundException($"There is no folder {path}.");
            // Read once beforehand: a source that fails to load stays in the configuration, and with a message of its own.
            var files = new ConfigurationBuilder().AddKeyPerFile(path).Build();
            return builder.AddInMemoryCollection(files.AsEnumerable());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{FolderKey} names a folder whose files shall be settings, and it cannot be read: {error.Message}", error);
        }
    }
}
