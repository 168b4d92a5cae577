namespace KDiffE.Training.Kernels;

/// <summary>
/// What one step contrasts (Eq. 13): each anchor, a row of the main view, with the same row of the contrastive view,
/// its positive. The denominator runs over the candidates, rows of the contrastive view, and the positive, which
/// counts once whether it is a candidate or not.
/// </summary>
internal sealed class ContrastiveBatch
{
    // Null where all rows are candidates, empty where no positive is.
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
        (Rows, Anchors, Positives, Candidates) = (rows, anchors, anchors, candidates);
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

    private ContrastiveBatch(int rows, int[] anchors, int[] positives, int[] candidates, float[] weights, CsrPattern excluded)
    {
        (Rows, Anchors, Positives, Candidates, Weights, Excluded) = (rows, anchors, positives, candidates, weights, excluded);
        _isCandidate = [];
    }

    /// <summary>N, rows of either view.</summary>
    public int Rows { get; }

    /// <summary>The rows contrasted, <c>[B]</c>.</summary>
    public int[] Anchors { get; }

    /// <summary>The positive of each anchor, a row of the contrastive view, <c>[B]</c>.</summary>
    public int[] Positives { get; }

    /// <summary>The rows of the contrastive view that every denominator runs over; null for all.</summary>
    public int[]? Candidates { get; }

    /// <summary>How often each candidate counts; null for once.</summary>
    public float[]? Weights { get; }

    /// <summary>The anchors whose denominators leave a candidate out, by place and ascending, <c>[candidates, B]</c>; null for none.</summary>
    public CsrPattern? Excluded { get; }

    /// <summary>Number of candidates.</summary>
    public int CandidateCount => Candidates?.Length ?? Rows;

    /// <summary>
    /// What the ranking loss of a batch contrasts (algorithm section 6), main view and contrastive view being one: users
    /// with an item of theirs each, which counts beside the negatives.
    /// </summary>
    /// <param name="rows">Rows of the view.</param>
    /// <param name="anchors">The users' rows.</param>
    /// <param name="positives">The items' rows, one for each user.</param>
    /// <param name="candidates">The negatives' rows, each once.</param>
    /// <param name="weights">How often each negative was drawn.</param>
    /// <param name="excluded">Which users a negative is none of, <c>[negatives, users]</c>.</param>
    public static ContrastiveBatch Ranking(int rows, int[] anchors, int[] positives, int[] candidates, float[] weights, CsrPattern excluded) =>
        new(rows, anchors, positives, candidates, weights, excluded);

    /// <summary>The row of a candidate.</summary>
    public int Candidate(int place) => Candidates?[place] ?? place;

    /// <summary>Whether an anchor's positive is among the candidates.</summary>
    public bool HoldsPositive(int anchor) => _isCandidate is null || (_isCandidate.Length > 0 && _isCandidate[Positives[anchor]]);

    /// <exception cref="ArgumentException">A view or a gradient is not <c>[N, dim]</c>.</exception>
    public void Check(ReadOnlySpan<float> main, ReadOnlySpan<float> view, ReadOnlySpan<float> gradMain, ReadOnlySpan<float> gradView, int dim)
    {
        Shape.Check(main, Rows, dim, nameof(main));
        Shape.Check(view, Rows, dim, nameof(view));
        Shape.Check(gradMain, Rows, dim, nameof(gradMain));
        Shape.Check(gradView, Rows, dim, nameof(gradView));
    }
}
