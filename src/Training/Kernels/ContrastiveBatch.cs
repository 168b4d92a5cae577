namespace KDiffE.Training.Kernels;

/// <summary>
/// What one step contrasts (Eq. 13): each anchor, a row of the main view, with the same row of the contrastive view,
/// its positive. The denominator runs over the candidates, rows of the contrastive view, and the positive, which
/// counts once whether it is a candidate or not.
/// </summary>
internal sealed class ContrastiveBatch
{
    private readonly bool[]? _isCandidate;

    /// <param name="rows">N, rows of either view.</param>
    /// <param name="anchors">The rows contrasted, <c>[B]</c>.</param>
    /// <param name="candidates">Distinct rows of the contrastive view, a sample of them; null for all.</param>
    /// <exception cref="ArgumentException">There is no anchor, a row lies outside the views, or a candidate is given twice.</exception>
    public ContrastiveBatch(int rows, int[] anchors, int[]? candidates = null)
    {
        if (anchors.Length == 0)
            throw new ArgumentException("There is nothing to contrast.", nameof(anchors));
        foreach (var anchor in anchors)
            Check(anchor, nameof(anchors));
        (Rows, Anchors, Candidates) = (rows, anchors, candidates);
        if (candidates is null)
            return;
        _isCandidate = new bool[rows];
        foreach (var candidate in candidates)
        {
            Check(candidate, nameof(candidates));
            if (_isCandidate[candidate])
                throw new ArgumentException($"Candidate {candidate} is given twice.", nameof(candidates));
            _isCandidate[candidate] = true;
        }

        void Check(int row, string name)
        {
            if ((uint)row >= (uint)rows)
                throw new ArgumentException($"Row {row} is none of the {rows} of the views.", name);
        }
    }

    /// <summary>N, rows of either view.</summary>
    public int Rows { get; }

    /// <summary>The rows contrasted, <c>[B]</c>.</summary>
    public int[] Anchors { get; }

    /// <summary>The rows of the contrastive view that every denominator runs over; null for all.</summary>
    public int[]? Candidates { get; }

    /// <summary>Number of candidates.</summary>
    public int CandidateCount => Candidates?.Length ?? Rows;

    /// <summary>The row of a candidate.</summary>
    public int Candidate(int place) => Candidates?[place] ?? place;

    /// <summary>Whether a row is among the candidates.</summary>
    public bool IsCandidate(int row) => _isCandidate?[row] ?? true;
}
