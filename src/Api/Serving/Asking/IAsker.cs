namespace KDiffE.Api.Serving.Asking;

/// <summary>Whoever waits for an answer.</summary>
internal interface IAsker
{
    /// <summary>Called when it is known what the answer follows from, before anything is ranked for it.</summary>
    /// <param name="tag">
    /// The same number for the same answer of this process, but for its id, and another one once it may be another answer; null where
    /// the answer says that it may be out of date.
    /// </param>
    /// <param name="scanned">How many items are scanned for it.</param>
    /// <returns>Whether the answer is to be made.</returns>
    bool Wants(ulong? tag, int scanned);
}
