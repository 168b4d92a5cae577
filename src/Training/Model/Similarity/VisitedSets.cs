namespace KDiffE.Training.Model.Similarity;

/// <summary>The visited sets of all nodes, in a form that estimates their overlap.</summary>
internal interface IVisitedSets
{
    /// <summary>Keeps V(<paramref name="node"/>); safe for different nodes at once.</summary>
    /// <param name="node">A user or an item, users first.</param>
    /// <param name="visited">Its visited nodes, ascending.</param>
    void Set(int node, ReadOnlySpan<int> visited);

    /// <summary>|V(a) ∩ V(b)| / |V(a) ∪ V(b)|, in 0..1.</summary>
    float Jaccard(int a, int b);
}

/// <summary>The sets themselves: exact.</summary>
/// <param name="nodes">Number of nodes.</param>
internal sealed class ExactSets(int nodes) : IVisitedSets
{
    private readonly int[][] _sets = new int[nodes][];

    public void Set(int node, ReadOnlySpan<int> visited) => _sets[node] = visited.ToArray();

    public float Jaccard(int a, int b)
    {
        int[] left = _sets[a], right = _sets[b];
        int i = 0, j = 0, common = 0;
        while (i < left.Length && j < right.Length)
        {
            // Without branches on the data: which side advances is a coin toss to the processor.
            int x = left[i], y = right[j];
            common += x == y ? 1 : 0;
            i += x <= y ? 1 : 0;
            j += y <= x ? 1 : 0;
        }

        return (float)common / (left.Length + right.Length - common);
    }
}
