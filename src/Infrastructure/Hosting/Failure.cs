namespace KDiffE.Infrastructure.Hosting;

/// <summary>What a program says of an exception that ends it: a sentence for whoever started it, and no stack trace.</summary>
public static class Failure
{
    /// <summary>Whether the message says what is wrong outside the program; that of a fault of its own does not.</summary>
    public static bool IsExpected(Exception error) => error is not (NullReferenceException or IndexOutOfRangeException);

    /// <summary>Writes the message on the standard error stream; of an aggregate, such as several settings that are wrong, those within.</summary>
    public static async Task TellAsync(Exception error)
    {
        var errors = error is AggregateException several ? several.Flatten().InnerExceptions : (IReadOnlyCollection<Exception>)[error];
        foreach (var one in errors)
            await Console.Error.WriteLineAsync(one.Message);
    }
}
