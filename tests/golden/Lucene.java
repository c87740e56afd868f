import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.AfterEffectL;
import org.apache.lucene.search.similarities.AxiomaticF2EXP;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.BasicModelIn;
import org.apache.lucene.search.similarities.BasicStats;
import org.apache.lucene.search.similarities.ClassicSimilarity;
import org.apache.lucene.search.similarities.DFISimilarity;
import org.apache.lucene.search.similarities.DFRSimilarity;
import org.apache.lucene.search.similarities.DistributionLL;
import org.apache.lucene.search.similarities.DistributionSPL;
import org.apache.lucene.search.similarities.IBSimilarity;
import org.apache.lucene.search.similarities.IndependenceChiSquared;
import org.apache.lucene.search.similarities.IndependenceSaturated;
import org.apache.lucene.search.similarities.IndependenceStandardized;
import org.apache.lucene.search.similarities.LMJelinekMercerSimilarity;
import org.apache.lucene.search.similarities.LMSimilarity;
import org.apache.lucene.search.similarities.Lambda;
import org.apache.lucene.search.similarities.NormalizationH2;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.SmallFloat;
import org.apache.lucene.util.Version;

/**
 * The oracle. Reads lines of base64 (UTF-8 inside) from standard input, writes lines of base64 tokens or numbers.
 *
 * version: Lucene's version. lengths: the 256 lengths that one byte can hold. porter: each line a word, its stem.
 * analyze: each line a text, its EnglishAnalyzer tokens, a tab, its StandardAnalyzer tokens without stop words.
 * score: "D text" and "Q text" lines, tokens separated by spaces; for each query and similarity a line of one score
 * per document, "-" where none of the query's terms occurs. score-models: the same by other similarities.
 * search-english, search-whitespace: the same input, texts read by that analyzer; for each similarity and query a line of
 * the number of documents found and the best 1,000 of them as "document:score", ties by number ascending.
 */
public final class Lucene {
  private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);
  private static final int DEPTH = 1000;

  private static String decode(String line) {
    return new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
  }

  private static String tokens(Analyzer analyzer, String text) throws IOException {
    StringBuilder out = new StringBuilder();
    try (TokenStream stream = analyzer.tokenStream("text", text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        byte[] bytes = term.toString().getBytes(StandardCharsets.UTF_8);
        out.append(out.length() > 0 ? "," : "").append(Base64.getEncoder().encodeToString(bytes));
      }
      stream.end();
    }
    return out.toString();
  }

  /** cf / tokens. Lucene's own, (cf + 1) / (tokens + 1), is no distribution over the terms. */
  private static final class PlainCollectionModel implements LMSimilarity.CollectionModel {
    @Override
    public double computeProbability(BasicStats stats) {
      return (double) stats.getTotalTermFreq() / stats.getNumberOfFieldTokens();
    }

    @Override
    public String getName() {
      return "plain";
    }
  }

  /** df / N, as its source has it, below 1. Lucene's own is (df + 1) / (N + 1). */
  private static final class PlainLambda extends Lambda {
    @Override
    public float lambda(BasicStats stats) {
      return Math.min((float) stats.getDocFreq() / stats.getNumberOfDocuments(), Math.nextDown(1f));
    }

    @Override
    public Explanation explain(BasicStats stats) {
      return Explanation.match(lambda(stats), "df / N");
    }

    @Override
    public String toString() {
      return "plain";
    }
  }

  private static ByteBuffersDirectory indexed(List<String> documents, Analyzer analyzer) throws IOException {
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
      for (String text : documents) {
        Document document = new Document();
        document.add(new TextField("text", text, Field.Store.NO));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    return directory;
  }

  private static void search(List<String> documents, List<String> queries, Analyzer analyzer, Similarity... similarities)
      throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(indexed(documents, analyzer))) {
      for (Similarity similarity : similarities) {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setSimilarity(similarity);
        for (String query : queries) {
          BooleanQuery.Builder builder = new BooleanQuery.Builder();
          try (TokenStream stream = analyzer.tokenStream("text", query)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
              builder.add(new TermQuery(new Term("text", term.toString())), BooleanClause.Occur.SHOULD);
            }
            stream.end();
          }
          BooleanQuery asked = builder.build();
          OUT.print(searcher.count(asked));
          for (ScoreDoc hit : searcher.search(asked, DEPTH).scoreDocs) {
            OUT.print(" " + hit.doc + ":" + hit.score);
          }
          OUT.println();
        }
      }
    }
  }

  private static void score(List<String> documents, List<String> queries, Similarity... similarities)
      throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(indexed(documents, new WhitespaceAnalyzer()))) {
      for (Similarity similarity : similarities) {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setSimilarity(similarity);
        for (String query : queries) {
          BooleanQuery.Builder builder = new BooleanQuery.Builder();
          for (String token : query.split(" ")) {
            builder.add(new TermQuery(new Term("text", token)), BooleanClause.Occur.SHOULD);
          }
          String[] scores = new String[documents.size()];
          for (ScoreDoc hit : searcher.search(builder.build(), documents.size()).scoreDocs) {
            scores[hit.doc] = Float.toString(hit.score);
          }
          for (int i = 0; i < scores.length; i++) {
            OUT.print((i > 0 ? " " : "") + (scores[i] == null ? "-" : scores[i]));
          }
          OUT.println();
        }
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    switch (arguments[0]) {
      case "version" -> OUT.println(Version.LATEST);
      case "lengths" -> {
        for (int code = 0; code < 256; code++) {
          OUT.println(SmallFloat.byte4ToInt((byte) code));
        }
      }
      case "porter" -> {
        Analyzer porter = new Analyzer() {
          @Override
          protected TokenStreamComponents createComponents(String field) {
            Tokenizer whole = new KeywordTokenizer();
            return new TokenStreamComponents(whole, new PorterStemFilter(whole));
          }
        };
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          OUT.println(tokens(porter, decode(line)));
        }
      }
      case "analyze" -> {
        Analyzer english = new EnglishAnalyzer();
        Analyzer standard = new StandardAnalyzer(CharArraySet.EMPTY_SET);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          String text = decode(line);
          OUT.println(tokens(english, text) + "\t" + tokens(standard, text));
        }
      }
      case "score", "score-models", "search-english", "search-whitespace" -> {
        List<String> documents = new ArrayList<>();
        List<String> queries = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          (line.startsWith("D") ? documents : queries).add(decode(line.substring(2)));
        }
        if (arguments[0].startsWith("search")) {
          search(documents, queries, arguments[0].endsWith("english") ? new EnglishAnalyzer() : new WhitespaceAnalyzer(),
              new BM25Similarity(1.2f, 0.75f), new BM25Similarity(0.9f, 0.4f), new ClassicSimilarity(),
              new LMJelinekMercerSimilarity(new PlainCollectionModel(), 0.1f),
              new DFRSimilarity(new BasicModelIn(), new AfterEffectL(), new NormalizationH2(1f)),
              new AxiomaticF2EXP(0.5f, 0.35f));
        } else if (arguments[0].equals("score")) {
          score(documents, queries,
              new BM25Similarity(1.2f, 0.75f), new BM25Similarity(0.9f, 0.4f), new ClassicSimilarity());
        } else {
          score(documents, queries,
              new LMJelinekMercerSimilarity(new PlainCollectionModel(), 0.1f),
              new LMJelinekMercerSimilarity(new PlainCollectionModel(), 0.7f),
              new LMJelinekMercerSimilarity(0.1f),
              new DFRSimilarity(new BasicModelIn(), new AfterEffectL(), new NormalizationH2(1f)),
              new DFRSimilarity(new BasicModelIn(), new AfterEffectL(), new NormalizationH2(7f)),
              new AxiomaticF2EXP(0.5f, 0.35f),
              new IBSimilarity(new DistributionLL(), new PlainLambda(), new NormalizationH2(1f)),
              new IBSimilarity(new DistributionSPL(), new PlainLambda(), new NormalizationH2(7f)),
              new DFISimilarity(new IndependenceStandardized()),
              new DFISimilarity(new IndependenceSaturated()),
              new DFISimilarity(new IndependenceChiSquared()));
        }
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    OUT.flush();
  }
}
